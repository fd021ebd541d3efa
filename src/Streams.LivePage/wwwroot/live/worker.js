// One worker: its series, the last event of each of its sources, and its leases.

import { Chart } from './chart.js';
import { byId, element, setText } from './dom.js';
import { Grid } from './grid.js';
import { past } from './history.js';
import { number } from './numbers.js';
import { Snapshot } from './snapshot.js';
import { History, sparkCell } from './spark.js';
import { listen } from './stream.js';

const query = new URLSearchParams(location.search);
const [pipeline, label, value] = ['pipeline', 'label', 'value'].map(name => query.get(name) ?? '');
const clock = time => new Date(time).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');

/** The families that get a chart, by their units. */
const CHARTS = { llm_kv_blocks_active: 'KV blocks', llm_requests_active_slots: 'requests', llm_requests_waiting: 'requests' };

const rows = new Map();
const charts = new Map();
let heard = false;
let last = 0;

const grid = new Grid(byId('series'), 'Series', [
  { title: 'Series', value: r => r.sortKey, cell: nameCell },
  { title: 'Labels', narrow: 'wide', value: r => r.labels, text: r => r.labels },
  { title: 'Value', numeric: true, text: r => number(r.value) },
  { title: 'Last 15 min', narrow: 'wide', cell: sparkCell },
]);

function nameCell(cell) {
  const text = cell.appendChild(document.createTextNode(''));
  return row => {
    if (text.data === row.name) return;
    text.data = row.name;
    cell.title = row.help;
  };
}

/** Calls back with what the tables hold of the worker. */
function each(snapshot, callback) {
  for (const table of snapshot.tables) {
    if (table.pipeline !== pipeline) continue;
    for (const values of table.rows) {
      if (table.label(values, label) !== value) continue;
      table.columns.forEach((column, i) => {
        const at = table.labels.length + i;
        if (values[at] !== null) callback(table, values, column, values[at]);
      });
    }
  }
}

const keyOf = (table, values, column) => `${column.name}\0${table.keyOf(values, new Set())}`;

function show(text) {
  const snapshot = new Snapshot(JSON.parse(text));
  last = snapshot.time;
  const shared = {};
  for (const row of rows.values()) row.seen = false;
  each(snapshot, (table, values, column, now) => {
    const key = keyOf(table, values, column);
    if (!rows.has(key)) {
      const labels = Object.entries(table.labelsOf(values, [label])).filter(([name]) => !(name in table.constants)).map(([name, text]) => `${name} ${text}`).join(', ');
      rows.set(key, { name: column.name, help: column.help, type: column.type, labels, sortKey: `${column.name} ${labels}`, history: new History() });
    }
    Object.assign(shared, table.constants);
    const row = rows.get(key);
    Object.assign(row, { value: now, seen: true });
    row.history.push(last / 1000, row.type === 'counter' ? null : now);
    if (column.name in CHARTS && !table.labels.includes('window')) chart(column.name).push(last / 1000, [now]);
  });
  for (const [key, row] of rows) if (!row.seen) rows.delete(key);
  grid.show([...rows.values()]);
  setText(byId('labels'), [pipeline, ...Object.entries(shared).map(([name, text]) => `${name} ${text}`)].join(' · '));
  setText(byId('clock'), clock(last));
  tell(rows.size ? 'live' : 'it has no series: it left, or never came', rows.size === 0);
  if (!heard) seed();
  heard = true;
}

async function seed() {
  const before = await past([], { pipeline, label, value });
  if (!before) return;
  each(before, (table, values, column, series) => {
    rows.get(keyOf(table, values, column))?.history.seed(before.times, series);
    if (column.name in CHARTS) chart(column.name).seed(before.times.map((seconds, i) => [seconds, [series[i]]]));
  });
}

function chart(name) {
  if (!charts.has(name)) charts.set(name, new Chart(byId('charts'), name, CHARTS[name], [{ name: 'value', color: '--accent', text: ([now]) => number(now) }]));
  return charts.get(name);
}

function tell(text, warns = false) {
  setText(byId('status'), text);
  document.body.classList.toggle('deaf', warns);
  document.body.classList.toggle('stale', text !== 'live' && !warns);
}

/** What the sources say, from when the page was opened. */
function showSaid(text) {
  const { time, sources } = JSON.parse(text);
  const said = byId('said');
  sources.forEach((source, i) => {
    const block = said.children[i] ?? said.appendChild(sourceBlock(source.name));
    const { events, last, seconds, alive } = source;
    const [state, fields] = block.querySelectorAll('p');
    const lease = `lease ${span(seconds)}${alive.length ? `, longer while it is alive on ${alive.join(' or ')}` : ''}`;
    if (!last) {
      setText(state, `no event since this page was opened; ${lease}`);
      return;
    }
    const ends = Date.parse(last.at) + seconds * 1000;
    setText(state, `last event ${clock(Date.parse(last.at))}, ${number(events)} since this page was opened; ${lease}: ${ends < Date.parse(time) ? 'ended' : 'ends'} ${clock(ends)}${ends < Date.parse(time) ? '' : ' if nothing more comes'}`);
    setText(fields, [...Object.entries(last.keys).map(([key, text]) => `${key} ${text}`), ...Object.entries(last.fields).map(([field, n]) => `${field} ${number(n)}`)].join(', '));
  });
}

const span = seconds => seconds % 86400 === 0 ? `${seconds / 86400} d` : seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

function sourceBlock(name) {
  const block = element('div', { class: 'said' });
  block.appendChild(element('h3')).textContent = name;
  block.appendChild(element('p'));
  block.appendChild(element('p', { class: 'fields' }));
  return block;
}

setText(byId('worker'), value);
document.title = `Streams: ${value}`;
listen('/events', show, () => {
  heard = false;
  for (const drawn of charts.values()) drawn.gap();
  tell(last ? `connection lost, nothing new since ${clock(last)}, trying again` : 'no answer yet, trying again');
});
listen(`/worker/events?${new URLSearchParams({ pipeline, label, value })}`, showSaid, () => {});
