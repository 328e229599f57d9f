/** The shell of every published page: one file without outside parts, under a policy that says so. */
import { createHash } from 'node:crypto'
import { html, type Html, trusted } from './html.ts'
import { styleSheet } from './style.ts'

export interface PageParts {
  /** Of the window. */
  readonly title: string
  /** Where the first link of the page leads: the place of the answer, and its name. */
  readonly skip: { readonly id: string; readonly text: string }
  readonly header: Html
  /** Id and name of each section, in their order. */
  readonly sections: ReadonlyArray<readonly [id: string, name: string]>
  readonly main: readonly Html[]
  /** The page's own script, if it has any; no other can run. */
  readonly script?: string
}

/**
 * HTML text of a page. The policy in its head pins the style sheet and the script by hash; a page
 * without a script allows none.
 */
export function renderDocument(parts: PageParts): string {
  const { title, skip, header, sections, main, script } = parts
  const style = styleSheet()
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(style)}'`,
    ...(script === undefined ? [] : ['img-src data:', `script-src 'sha256-${sha256(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <div class="page">
          <a class="skip" href="#${skip.id}">${skip.text}</a>
          ${header}
          <nav aria-label="Sections">
            <ul>
              ${sections.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li> `)}
            </ul>
          </nav>
          <main>${main}</main>
        </div>
        ${script === undefined ? undefined : trusted(`<script>${script}</script>`)}
      </body>
    </html> `.markup
}

/** What a reader must know before any figure; nothing if there is nothing. */
export function renderBanner(trouble: readonly string[]): Html | undefined {
  if (trouble.length === 0) return undefined
  return html`<div class="banner" role="note">
    <p><strong>Read with care</strong></p>
    <ul>
      ${trouble.map((text) => html`<li>${text}</li>`)}
    </ul>
  </div> `
}

/** Pairs of a name and a value, in columns. */
export function renderFacts(facts: ReadonlyArray<readonly [name: string, value: string]>): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`
}

/** The section of files beside the page. */
export function renderFiles(files: ReadonlyArray<readonly [name: string, about: string]>): Html {
  return html`<section aria-labelledby="files">
    <h2 id="files">Raw files</h2>
    <p class="lede">In the folder of this page.</p>
    <ul class="files">
      ${files.map(([name, about]) => html`<li><a href="${name}">${name}</a><small>${about}</small></li> `)}
    </ul>
  </section> `
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}
