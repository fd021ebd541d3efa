// The workers of an LLM fleet: a row each, also for a while after they left.

import { byId, element, setText } from './dom.js';
import { Grid } from './grid.js';
import { age, number, percent, sortKey } from './numbers.js';
import { History, barCell, sparkCell } from './spark.js';

const GONE_MS = 30_000;

const FIELDS = {
  llm_requests_active_slots: 'active',
  llm_requests_total_slots: 'total',
  llm_requests_waiting: 'waiting',
  llm_kv_blocks_active: 'blocks',
  llm_kv_blocks_total: 'blocksTotal',
  llm_kv_hit_rate_percent: 'hit',
  llm_kv_reuse_percent: 'reuse',
};

const ALL = Object.values(FIELDS);

const COLUMNS = [
  { title: 'Worker', value: r => r.sortKey, cell: nameCell },
  { title: 'Load', hint: 'KV blocks in use, of those there; requests where a worker sends no blocks', numeric: true, value: r => r.load, cell: barCell(r => r.capacity ? `${number(r.load)} / ${number(r.capacity)}` : number(r.load)) },
  { title: 'Slots', hint: 'Requests in work, of the slots there', numeric: true, value: r => r.active, text: r => r.total === null ? number(r.active) : `${number(r.active)} / ${number(r.total)}` },
  { title: 'Waiting', hint: 'Requests in the queue', numeric: true, value: r => r.waiting, text: r => number(r.waiting) },
  { title: 'Hit rate', hint: 'KV cache hit percent, as routers estimate it', numeric: true, narrow: 'hit', value: r => r.hit, text: r => percent(r.hit) },
  { title: 'Reuse', hint: 'Percent of prompt KV reused rather than computed', numeric: true, narrow: 'reuse', value: r => r.reuse, text: r => percent(r.reuse) },
  { title: 'Last minute', narrow: 'wide', cell: sparkCell },
];

function nameCell(cell) {
  const name = cell.appendChild(element('span', { class: 'worker' })).appendChild(document.createTextNode(''));
  const note = cell.appendChild(element('span', { class: 'note' })).appendChild(document.createTextNode(''));
  return row => {
    if (name.data !== row.name) {
      name.data = row.name;
      cell.title = row.name;
    }
    const now = row.gone ? `left ${age(row.goneFor)} ago` : row.pool;
    if (note.data !== now) note.data = now;
  };
}

export class Workers {
  #rows = new Map();
  #section = byId('workers');

  constructor() {
    this.grid = new Grid(this.#section.querySelector('table'), 'Workers', COLUMNS);
    byId('filter').addEventListener('input', event => {
      this.grid.filterBy(event.target.value);
      this.#count();
    });
  }

  show(snapshot) {
    const several = this.#read(snapshot);
    const most = this.#most();
    for (const row of this.#rows.values()) {
      if (row.seen !== snapshot.time && !row.gone) row.gone = snapshot.time;
      row.goneFor = row.gone ? (snapshot.time - row.gone) / 1000 : 0;
      if (row.gone && snapshot.time - row.gone > GONE_MS) this.#rows.delete(row.key);
      row.scale = row.capacity || most;
      row.pool = several ? row.component : '';
      row.history.push(row.gone ? null : row.load);
    }
    this.#section.hidden = this.#rows.size === 0;
    this.#section.classList.toggle('no-hit', !snapshot.values('llm_kv_hit_rate_percent').length);
    this.#section.classList.toggle('no-reuse', !snapshot.values('llm_kv_reuse_percent').length);
    this.grid.show([...this.#rows.values()]);
    this.#count();
  }

  /** Takes every worker of the snapshot; whether they are of several components. */
  #read(snapshot) {
    const components = new Set();
    for (const table of snapshot.tables) {
      const columns = Object.entries(FIELDS).map(([name, field]) => [field, table.column(name)]).filter(([, at]) => at >= 0);
      const worker = table.labels.indexOf('worker_id');
      if (!columns.length || worker < 0) continue;
      const pool = Object.values(table.constants).join('\0');
      for (const values of table.rows) {
        if (columns.every(([, at]) => values[at] === null)) continue;
        const row = this.#row(`${pool}\0${values.slice(0, table.labels.length).join('\0')}`, values[worker], table.label(values, 'component') ?? '');
        components.add(row.component);
        row.seen = snapshot.time;
        row.gone = null;
        for (const field of ALL) row[field] = null;
        for (const [field, at] of columns) row[field] = values[at];
        row.load = row.blocks ?? row.active;
        row.capacity = row.blocks === null ? row.total : row.blocksTotal;
      }
    }
    return components.size > 1;
  }

  #row(key, name, component) {
    let row = this.#rows.get(key);
    if (!row) {
      row = { key, name, component, sortKey: sortKey(name), search: `${name} ${component}`.toLowerCase(), history: new History() };
      this.#rows.set(key, row);
    }
    return row;
  }

  /** The most that any worker has of what has no known capacity. */
  #most() {
    let most = 1;
    for (const row of this.#rows.values()) if (row.load > most) most = row.load;
    return most;
  }

  #count() {
    const [shown, all] = [this.grid.ordered.length, this.#rows.size];
    setText(byId('shown'), `${shown === all ? '' : `${number(shown)} of `}${number(all)} ${all === 1 ? 'worker' : 'workers'}`);
  }
}
