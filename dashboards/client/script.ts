/**
 * The page's only script, inlined and pinned by its hash. It adds sorting, filters and permalinks to
 * a page that is complete without it. Plain JavaScript, because browsers read it as it stands here.
 *
 * The state is the fragment of the address, readable and open to keys it does not know:
 * `#size=78000&profile=governed&hide=autogen&sort=comparison-78000.2.descending`.
 */
export const CLIENT_SCRIPT = `(() => {
'use strict'
const root = document.documentElement
const controls = document.querySelector('.controls')
const all = (selector, from = document) => [...from.querySelectorAll(selector)]
const remark = document.querySelector('.state')
const state = { size: '', profile: '', hide: new Set(), sort: '' }

const boxes = all('input[data-hide]')
const selects = all('select[data-key]')

function read() {
  const text = location.hash.slice(1)
  if (text !== '' && !text.includes('=')) return false
  const given = new URLSearchParams(text)
  const unknown = []
  state.hide = new Set()
  for (const select of selects) {
    const wanted = given.get(select.dataset.key) ?? ''
    const known = [...select.options].some((option) => option.value === wanted)
    if (!known) unknown.push(wanted)
    state[select.dataset.key] = known ? wanted : ''
  }
  for (const name of given.getAll('hide')) {
    if (boxes.some((box) => box.dataset.hide === name)) state.hide.add(name)
    else unknown.push(name)
  }
  state.sort = given.get('sort') ?? ''
  remark.textContent = unknown.length === 0 ? '' : 'Not in this run, and ignored: ' + unknown.join(', ')
  return true
}

function write() {
  const next = new URLSearchParams()
  for (const key of ['size', 'profile', 'sort']) if (state[key] !== '') next.set(key, state[key])
  for (const name of state.hide) next.append('hide', name)
  const text = next.toString()
  history.pushState(null, '', text === '' ? location.pathname + location.search : '#' + text)
}

function apply() {
  for (const select of selects) select.value = state[select.dataset.key]
  for (const box of boxes) {
    box.checked = !state.hide.has(box.dataset.hide)
    root.classList.toggle('hide-' + box.dataset.slot, !box.checked)
  }
  for (const element of all('[data-architecture],[data-profile],[data-size]')) {
    const { architecture, profile, size } = element.dataset
    const off =
      (architecture !== undefined && state.hide.has(architecture)) ||
      (profile !== undefined && state.profile !== '' && profile !== state.profile) ||
      (size !== undefined && state.size !== '' && size !== state.size)
    element.classList.toggle('off', off)
  }
  for (const details of all('details[data-size]')) {
    if (state.size !== '' && details.dataset.size === state.size) details.open = true
  }
  const [id, column, direction] = state.sort.split('.')
  const table = all('table').find((one) => one.id === id)
  for (const one of all('table')) sortTable(one, one === table ? Number(column) : -1, direction)
}

function sortTable(table, column, direction) {
  const sign = direction === 'descending' ? -1 : 1
  all('thead th', table).forEach((head, index) => {
    if (index === column) head.setAttribute('aria-sort', sign < 0 ? 'descending' : 'ascending')
    else head.removeAttribute('aria-sort')
  })
  for (const body of table.tBodies) {
    const rows = [...body.rows].filter((row) => !row.classList.contains('group'))
    const key = (row) => (column < 0 ? row.dataset.row : row.cells[column]?.dataset.v)
    rows.sort((a, b) => compare(key(a), key(b), sign) || a.dataset.row - b.dataset.row)
    body.append(...rows)
  }
}

/** Cells without a value stay last, whichever way the column is sorted. */
function compare(a, b, sign) {
  if (a === undefined || b === undefined) return (a === undefined) - (b === undefined)
  const x = Number(a)
  const y = Number(b)
  const numeric = a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)
  return sign * (numeric ? x - y : a < b ? -1 : a > b ? 1 : 0)
}

for (const table of all('table.sortable')) {
  all('thead th', table).forEach((head, index) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    button.title = 'Sort by this column'
    button.addEventListener('click', () => {
      const now = head.getAttribute('aria-sort')
      const first = head.classList.contains('n') ? 'descending' : 'ascending'
      const other = first === 'descending' ? 'ascending' : 'descending'
      state.sort = now === null ? table.id + '.' + index + '.' + first
        : now === first ? table.id + '.' + index + '.' + other : ''
      apply()
      write()
    })
    head.append(button)
  })
}

for (const select of selects) {
  select.addEventListener('change', () => {
    state[select.dataset.key] = select.value
    apply()
    write()
  })
}
for (const box of boxes) {
  box.addEventListener('change', () => {
    if (box.checked) state.hide.delete(box.dataset.hide)
    else state.hide.add(box.dataset.hide)
    apply()
    write()
  })
}
document.querySelector('.controls button')?.addEventListener('click', () => {
  Object.assign(state, { size: '', profile: '', hide: new Set(), sort: '' })
  remark.textContent = ''
  apply()
  write()
})

function follow() {
  if (read()) apply()
}
addEventListener('hashchange', follow)
addEventListener('popstate', follow)
let closed = []
addEventListener('beforeprint', () => {
  closed = all('details:not([open])')
  for (const details of closed) details.open = true
})
addEventListener('afterprint', () => {
  for (const details of closed) details.open = false
})
controls.hidden = false
follow()
})()`
