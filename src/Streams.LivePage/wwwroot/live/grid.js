// A table of many rows: only those in view are in the document, and they are updated in place.

import { element } from './dom.js';

const OVERSCAN = 6;
const FEW = 50;
const ROW_HEIGHT = 36;

/**
 * columns: { title, text(row) | cell(td) -> update(row), value(row), numeric, hint, narrow }; the first one names the row.
 * rows: { key, sortKey, gone }.
 */
export class Grid {
  constructor(table, label, columns, sort = { column: 0, descending: false }) {
    this.table = table;
    this.columns = columns;
    this.rows = [];
    this.ordered = [];
    this.slots = [];
    this.filter = '';
    this.sort = sort;
    table.classList.add('grid');
    table.setAttribute('aria-label', label);
    this.#head();
    this.before = this.#spacer();
    this.body = table.appendChild(element('tbody'));
    this.after = this.#spacer();
    const again = () => {
      this.queued ??= requestAnimationFrame(() => {
        this.queued = null;
        this.render();
      });
    };
    this.pane = table.closest('.pane');
    (this.pane ?? window).addEventListener('scroll', again, { passive: true });
    addEventListener('resize', again, { passive: true });
  }

  /** Shows these rows from now on. */
  show(rows) {
    this.rows = rows;
    this.#order();
    this.render();
  }

  filterBy(text) {
    this.filter = text.toLowerCase();
    this.show(this.rows);
  }

  /** Brings the rows in view up to date. */
  render() {
    const total = this.ordered.length;
    const [first, last, height] = total <= FEW ? [0, total, 0] : this.#inView(total);
    this.#size(this.before, first * height);
    this.#size(this.after, (total - last) * height);
    while (this.slots.length > last - first) this.slots.pop().tr.remove();
    while (this.slots.length < last - first) this.slots.push(this.#slot());
    for (let i = first; i < last; i++) this.#fill(this.slots[i - first], this.ordered[i], i);
    if (this.table.ariaRowCount !== String(total + 1)) this.table.ariaRowCount = total + 1;
  }

  /** The first row in view, the one behind the last, and the height of a row. Measures before anything is written. */
  #inView(total) {
    const height = this.slots[0]?.tr.offsetHeight || ROW_HEIGHT;
    const top = this.table.getBoundingClientRect().top - (this.pane?.getBoundingClientRect().top ?? 0) + this.table.tHead.offsetHeight;
    const count = Math.ceil(innerHeight / height) + 2 * OVERSCAN;
    const first = Math.max(0, Math.min(Math.floor(-top / height) - OVERSCAN, total - count));
    return [first, Math.min(total, first + count), height];
  }

  #head() {
    const tr = this.table.createTHead().insertRow();
    this.headers = this.columns.map((column, i) => {
      const th = tr.appendChild(element('th', { scope: 'col' }));
      if (column.narrow) th.classList.add(column.narrow);
      if (column.numeric) th.classList.add('numeric');
      if (!column.value) {
        th.textContent = column.title;
        return th;
      }
      const button = th.appendChild(element('button', { type: 'button' }));
      button.textContent = column.title;
      if (column.hint) button.title = column.hint;
      button.addEventListener('click', () => this.#sortBy(i));
      return th;
    });
    this.#markSort();
  }

  #spacer() {
    const body = this.table.appendChild(element('tbody', { 'aria-hidden': 'true' }));
    const tr = body.insertRow();
    body.hidden = true;
    return { body, tr, height: 0 };
  }

  #size(spacer, height) {
    if (spacer.height === height) return;
    spacer.height = height;
    spacer.body.hidden = height === 0;
    spacer.tr.style.height = `${height}px`;
  }

  #sortBy(column) {
    const again = this.sort.column === column;
    this.sort = { column, descending: again ? !this.sort.descending : Boolean(this.columns[column].numeric) };
    this.#markSort();
    this.show(this.rows);
  }

  #markSort() {
    this.headers.forEach((th, i) => {
      if (i === this.sort.column) th.setAttribute('aria-sort', this.sort.descending ? 'descending' : 'ascending');
      else th.removeAttribute('aria-sort');
    });
  }

  #order() {
    const value = this.columns[this.sort.column].value;
    const sign = this.sort.descending ? -1 : 1;
    const wanted = this.filter ? this.rows.filter(r => r.search.includes(this.filter)) : this.rows.slice();
    for (const row of wanted) row.sortValue = value(row) ?? null;
    this.ordered = wanted.sort((a, b) => {
      const x = a.sortValue;
      const y = b.sortValue;
      if (x === y) return a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0;
      // What has no value is last, whichever way.
      return x === null ? 1 : y === null ? -1 : x < y ? -sign : sign;
    });
  }

  #slot() {
    const tr = this.body.insertRow();
    const updates = this.columns.map((column, i) => {
      const cell = tr.appendChild(i === 0 ? element('th', { scope: 'row' }) : element('td'));
      if (column.narrow) cell.classList.add(column.narrow);
      if (column.numeric) cell.classList.add('numeric');
      if (column.cell) return column.cell(cell);
      const text = cell.appendChild(document.createTextNode(''));
      return row => {
        const now = column.text(row);
        if (text.data !== now) text.data = now;
      };
    });
    return { tr, updates, index: -1, gone: false };
  }

  #fill(slot, row, index) {
    if (slot.index !== index) {
      slot.index = index;
      slot.tr.setAttribute('aria-rowindex', index + 2);
    }
    const gone = Boolean(row.gone);
    if (slot.gone !== gone) {
      slot.gone = gone;
      slot.tr.classList.toggle('gone', gone);
    }
    for (const update of slot.updates) update(row);
  }
}
