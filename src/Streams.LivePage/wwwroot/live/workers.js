// The workers of an LLM fleet: a row each, also for a while after they left.

import { byId, element, setText } from './dom.js';
import { namesOf } from './fleets.js';
import { Grid } from './grid.js';
import { Heats } from './heat.js';
import { past } from './history.js';
import { age, number, percent, sortKey } from './numbers.js';
import { History, barCell, sparkCell } from './spark.js';

const GONE_MS = 30_000;
const LOAD = 1;
const NONE = new Set();

const FIELDS = {
  llm_requests_active_slots: 'active',
  llm_requests_total_slots: 'total',
  llm_requests_waiting: 'waiting',
  llm_kv_blocks_active: 'blocks',
  llm_kv_blocks_total: 'blocksTotal',
  llm_load_percent: 'percent',
  llm_kv_hit_rate_percent: 'hit',
  llm_kv_reuse_percent: 'reuse',
};

const ALL = Object.values(FIELDS);

/** What the small lines show: blocks, and where a worker reports none, slots. */
const SPARKS = { llm_kv_blocks_active: 'blocks', llm_requests_active_slots: 'active' };
const used = row => row.blocks ?? row.active;

const COLUMNS = [
  { title: 'Worker', value: r => r.sortKey, cell: nameCell },
  { title: 'Load', hint: 'KV blocks in use in percent of those there; slots where a worker sends no blocks; nothing where a worker does not say how many there are', numeric: true, value: order, cell: barCell('percent', r => percent(r.percent)) },
  { title: 'Blocks', hint: 'KV blocks in use, of those there', numeric: true, narrow: 'blocks', value: r => r.blocks, text: r => share(r.blocks, r.blocksTotal) },
  { title: 'Slots', hint: 'Requests in work, of the slots there', numeric: true, value: r => r.active, text: r => share(r.active, r.total) },
  { title: 'Waiting', hint: 'Requests in the queue', numeric: true, value: r => r.waiting, text: r => number(r.waiting) },
  { title: 'Hit rate', hint: 'KV cache hit percent, as routers estimate it', numeric: true, narrow: 'hit', value: r => r.hit, text: r => percent(r.hit) },
  { title: 'Reuse', hint: 'Percent of prompt KV reused rather than computed', numeric: true, narrow: 'reuse', value: r => r.reuse, text: r => percent(r.reuse) },
  { title: 'Last 15 min', hint: 'KV blocks in use, or requests in work', narrow: 'wide', cell: sparkCell },
];

function share(part, all) {
  return all === null ? number(part) : `${number(part)} / ${number(all)}`;
}

/** By percent; below them, by what they have in use, those whose capacity nobody knows. */
function order(row) {
  return row.percent ?? (used(row) === null ? null : -1 / (1 + used(row)));
}

function nameCell(cell) {
  const link = cell.appendChild(element('a', { class: 'worker' }));
  const name = link.appendChild(document.createTextNode(''));
  const note = cell.appendChild(element('span', { class: 'note' })).appendChild(document.createTextNode(''));
  return row => {
    if (name.data !== row.name) {
      name.data = row.name;
      cell.title = row.name;
      link.href = row.href;
    }
    const now = row.gone ? `left ${age(row.goneFor)} ago` : row.pool;
    if (note.data !== now) note.data = now;
  };
}

export class Workers {
  #rows = new Map();
  #section = byId('workers');

  constructor() {
    this.heats = new Heats(this.#section.querySelector('.heats'));
    this.grid = new Grid(this.#section.querySelector('table'), 'Workers', COLUMNS, { column: LOAD, descending: true });
    byId('filter').addEventListener('input', event => {
      this.grid.filterBy(event.target.value);
      this.#count();
    });
  }

  show(snapshot) {
    this.#read(snapshot);
    const rows = [...this.#rows.values()];
    const names = namesOf(rows.map(r => r.labels));
    rows.forEach((row, i) => row.pool = names[i]);
    for (const row of this.#rows.values()) {
      if (row.seen !== snapshot.time && !row.gone) row.gone = snapshot.time;
      row.goneFor = row.gone ? (snapshot.time - row.gone) / 1000 : 0;
      if (row.gone && snapshot.time - row.gone > GONE_MS) this.#rows.delete(row.key);
      row.history.push(snapshot.time / 1000, row.gone ? null : used(row));
    }
    this.#section.hidden = this.#rows.size === 0;
    this.#section.classList.toggle('has-load', rows.some(row => row.percent !== null));
    this.#section.classList.toggle('no-hit', !snapshot.hasValue('llm_kv_hit_rate_percent'));
    this.#section.classList.toggle('no-reuse', !snapshot.hasValue('llm_kv_reuse_percent'));
    this.grid.show([...this.#rows.values()]);
    this.heats.show([...this.#rows.values()].filter(row => !row.gone));
    this.#count();
  }

  /** Fills the small lines with what was before. */
  async seed() {
    const before = await past(Object.keys(SPARKS));
    before?.rows(SPARKS, (table, values, _, series) => {
      if (table.labels.includes('worker_id')) this.#rows.get(table.keyOf(values, NONE))?.history.seed(before.times, series);
    });
    this.grid.render();
  }

  /** Takes every worker of the snapshot. */
  #read(snapshot) {
    for (const table of snapshot.tables) {
      const columns = Object.entries(FIELDS).map(([name, field]) => [field, table.column(name)]).filter(([, at]) => at >= 0);
      if (!columns.length || !table.labels.includes('worker_id')) continue;
      for (const values of table.rows) {
        if (columns.every(([, at]) => values[at] === null)) continue;
        const row = this.#row(table, values);
        if (row.seen !== snapshot.time) {
          row.seen = snapshot.time;
          row.gone = null;
          for (const field of ALL) row[field] = null;
        }
        for (const [field, at] of columns) row[field] ??= values[at];
      }
    }
    this.#dropTwins(snapshot.time);
    for (const row of this.#rows.values()) {
      const there = row.blocks === null ? row.total : row.blocksTotal;
      row.percent ??= used(row) === null || !there ? null : 100 * used(row) / there;
    }
  }

  /** Hits name no component, so that every pipeline takes them: who is known by hits alone in one and is there in another, is there once. */
  #dropTwins(time) {
    const seen = [...this.#rows.values()].filter(row => row.seen === time);
    const byHits = row => ALL.every(field => field === 'hit' || row[field] === null);
    const names = new Set(seen.filter(row => !byHits(row)).map(row => row.name));
    for (const row of seen.filter(byHits)) {
      if (names.has(row.name)) this.#rows.delete(row.key);
      names.add(row.name);
    }
  }

  #row(table, values) {
    const key = table.keyOf(values, NONE);
    let row = this.#rows.get(key);
    if (!row) {
      const name = table.label(values, 'worker_id');
      const labels = table.labelsOf(values, ['worker_id']);
      const href = `/worker?${new URLSearchParams({ pipeline: table.pipeline, label: 'worker_id', value: name })}`;
      row = { key, name, labels, href, sortKey: sortKey(name), search: [name, ...Object.values(labels)].join(' ').toLowerCase(), history: new History() };
      this.#rows.set(key, row);
    }
    return row;
  }

  #count() {
    const [shown, all] = [this.grid.ordered.length, this.#rows.size];
    setText(byId('shown'), `${shown === all ? '' : `${number(shown)} of `}${number(all)} listed`);
  }
}
