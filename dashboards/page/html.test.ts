import { describe, expect, test } from 'vitest'
import { escapeText, html, trusted } from './html.ts'

describe('html', () => {
  test('escapes what could end an element or an attribute', () => {
    expect(html`<p title="${`"><img onerror=x>`}">${`</script>&'`}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;img onerror=x&gt;">&lt;/script&gt;&amp;&#39;</p>',
    )
  })

  test('keeps nested templates and lists as markup', () => {
    const items = ['<a>', html`<b>b</b>`]
    expect(html`<i>${items}</i>`.markup).toBe('<i>&lt;a&gt;<b>b</b></i>')
  })

  test('leaves the indentation of its source out', () => {
    const source = ['<i>\n    ', '</i>'] as readonly string[] as unknown as TemplateStringsArray
    expect(html(source, 'a\n  b').markup).toBe('<i>\na\n  b</i>')
  })

  test('writes zero, and nothing for what is absent', () => {
    expect(html`<p>${0}${undefined}${null}${false}</p>`.markup).toBe('<p>0</p>')
  })

  test('does not read replacement patterns in values', () => {
    expect(html`<p>${'$& $1'}</p>`.markup).toBe('<p>$&amp; $1</p>')
  })

  test('passes markup of its own through', () => {
    expect(html`${trusted('<svg/>')}`.markup).toBe('<svg/>')
  })
})

test('characters that reverse the direction of writing do not survive', () => {
  expect(escapeText('mesh\u202ehsem\u0000')).toBe('mesh\ufffdhsem\ufffd')
})
