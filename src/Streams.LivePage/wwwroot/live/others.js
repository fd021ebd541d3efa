// Metrics that this page knows nothing about: a table for each pipeline and set of labels, by whatever names they have.

import { byId, element } from './dom.js';
import { Grid } from './grid.js';
import { number, sortKey } from './numbers.js';

const SHOWN_ELSEWHERE = /^(streams_|process_)|^llm_(requests_|kv_blocks_|load_|kv_(hit_rate|reuse)(_fleet(_window)?)?_percent$)/;

export class Others {
  #section = byId('others');
  #details = this.#section.querySelector('details');
  #grids = new Map();
  #opened = false;

  constructor() {
    this.#details.addEventListener('toggle', () => this.latest && this.show(this.latest));
  }

  show(snapshot) {
    this.latest = snapshot;
    const tables = snapshot.tables.map(table => ({ table, columns: table.columns.filter(c => !SHOWN_ELSEWHERE.test(c.name)) }))
      .filter(({ table, columns }) => columns.length && table.rows.length);
    this.#section.hidden = tables.length === 0;
    if (!this.#opened && !snapshot.has('llm_load_avg')) this.#details.open = this.#opened = true;
    if (!this.#details.open) return;
    for (const { table, columns } of tables) this.#showTable(table, columns);
  }

  #showTable(table, columns) {
    const pool = [table.pipeline, ...Object.entries(table.constants).map(([label, value]) => `${label} ${value}`)].join(', ');
    const key = [pool, ...table.labels, ...columns.map(c => c.name)].join(' ');
    let grid = this.#grids.get(key);
    if (!grid) this.#grids.set(key, grid = new Grid(this.#frame(columns, pool), columns.map(c => c.name).join(', '), this.#columns(table, columns)));
    const at = columns.map(c => table.column(c.name));
    grid.show(table.rows.filter(r => at.some(i => r[i] !== null)).map(values => ({
      sortKey: values.slice(0, table.labels.length).map(sortKey).join(' '),
      values,
    })));
  }

  /** A place for one more table, under the labels that its series share; wide ones scroll in it. */
  #frame(columns, pool) {
    byId('tables').appendChild(element('p')).textContent = pool;
    const frame = byId('tables').appendChild(element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${columns[0].name} ${pool}` }));
    return frame.appendChild(element('table'));
  }

  #columns(table, columns) {
    const labels = table.labels.map((title, i) => ({ title, value: r => sortKey(r.values[i]), text: r => r.values[i] }));
    const values = columns.map(c => {
      const at = table.column(c.name);
      return { title: c.name, hint: c.help, numeric: true, value: r => r.values[at], text: r => number(r.values[at]) };
    });
    return labels.length ? [...labels, ...values] : [{ title: 'Series', text: () => 'all' }, ...values];
  }
}
