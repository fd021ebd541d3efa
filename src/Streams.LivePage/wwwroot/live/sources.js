// The daemon's own affairs: sources and their state, and what was rejected or lost.

import { byId, setText } from './dom.js';
import { Grid } from './grid.js';
import { age, number } from './numbers.js';

const SOURCES = [
  { title: 'Source', value: r => r.sortKey, text: r => r.name },
  { title: 'State', value: r => r.up, cell: stateCell },
  { title: 'Messages', numeric: true, value: r => r.received, text: r => number(r.received) },
  { title: 'Per second', numeric: true, value: r => r.rate, text: r => number(r.rate) },
  { title: 'Last message', numeric: true, narrow: 'wide', value: r => r.last, text: r => r.last === null ? 'none yet' : `${age(r.age)} ago` },
  { title: 'Missed', numeric: true, narrow: 'wide', hint: 'Messages that were sent and never arrived, as far as sequence numbers tell', value: r => r.missed, text: r => number(r.missed) },
];

const LOSSES = [
  { title: 'Source', value: r => r.sortKey, text: r => r.name },
  { title: 'What', value: r => r.what, text: r => r.what },
  { title: 'Reason', value: r => r.reason, text: r => r.reason },
  { title: 'Count', numeric: true, value: r => r.count, text: r => number(r.count) },
];

const LOST = {
  streams_messages_rejected_total: 'messages rejected',
  streams_messages_dropped_total: 'messages dropped',
  streams_events_rejected_total: 'events rejected',
  streams_events_late_total: 'events late',
  streams_events_future_total: 'events from the future',
  streams_window_late_total: 'events late for a window',
};

function stateCell(cell) {
  const text = cell.appendChild(document.createTextNode(''));
  return row => {
    const now = row.up ? 'up' : 'down';
    if (text.data === now) return;
    text.data = now;
    cell.classList.toggle('down', !row.up);
  };
}

const named = label => `${label('pipeline')}/${label('source') ?? label('metric')}`;

/** What does not hear its server: sources by pipeline, and discovery. */
export function downIn(snapshot) {
  const down = [];
  snapshot.each('streams_discovery_up', (_, up) => up || down.push('discovery'));
  const pipelines = new Map();
  snapshot.each('streams_source_up', (label, up) => {
    const sources = pipelines.get(label('pipeline')) ?? pipelines.set(label('pipeline'), { all: 0, down: [] }).get(label('pipeline'));
    sources.all++;
    if (!up) sources.down.push(named(label));
  });
  for (const [pipeline, sources] of pipelines) {
    if (sources.all > 1 && sources.down.length === sources.all) down.push(`every source of ${pipeline}`);
    else down.push(...sources.down);
  }
  return down;
}

/** The namespaces that discovery names and that are shown as one fleet, since none is chosen; empty where there is one alone. */
export function unpartedIn(snapshot) {
  const names = new Set();
  snapshot.each('streams_discovery_namespaces', (_, count) => count > 1 && snapshot.each('llm_workers_registered', label => names.add(label('dynamo_namespace'))));
  return [...names].filter(Boolean).sort();
}

/** The sources in a line: how many are up, and what comes from them. */
function heard(rows) {
  const up = rows.filter(row => row.up);
  const busy = up.filter(row => row.rate > 0).sort((a, b) => b.rate - a.rate).slice(0, 5).map(row => `${row.name} ${number(row.rate)}/s`);
  const down = rows.filter(row => !row.up).map(row => row.name);
  return [`${up.length} of ${rows.length} up`, down.length ? `down: ${down.join(', ')}` : '', busy.join(', ')].filter(Boolean).join(' · ');
}

export class Sources {
  #rows = new Map();
  #losses = new Map();
  #table = byId('losses').querySelector('table');

  constructor() {
    this.sources = new Grid(byId('sources').querySelector('table'), 'Sources', SOURCES);
    this.losses = new Grid(this.#table, 'Rejected and lost', LOSSES);
  }

  show(snapshot) {
    const before = new Map([...this.#rows].map(([name, row]) => [name, row]));
    this.#rows.clear();
    const at = name => this.#rows.get(name);
    snapshot.each('streams_source_up', (label, up) => this.#rows.set(named(label), { name: named(label), sortKey: named(label), time: snapshot.time, up, received: null, rate: null, last: null, missed: null }));
    snapshot.each('streams_messages_received_total', (label, v) => Object.assign(at(named(label)) ?? {}, { received: v }));
    snapshot.each('streams_source_missed_total', (label, v) => Object.assign(at(named(label)) ?? {}, { missed: v }));
    snapshot.each('streams_source_last_message_timestamp_seconds', (label, v) => Object.assign(at(named(label)) ?? {}, { last: v, age: snapshot.time / 1000 - v }));
    for (const row of this.#rows.values()) {
      const old = before.get(row.name);
      if (old && row.time > old.time) row.rate = Math.max(0, row.received - old.received) / ((row.time - old.time) / 1000);
    }
    this.sources.show([...this.#rows.values()]);
    setText(byId('heard'), heard([...this.#rows.values()]));
    this.#showLosses(snapshot);
  }

  #showLosses(snapshot) {
    this.#losses.clear();
    for (const [family, what] of Object.entries(LOST)) {
      snapshot.each(family, (label, count) => {
        // A status is the server's word that nobody answers, and no loss.
        if (count === 0 || label('reason') === 'status') return;
        const [name, reason] = [named(label), label('reason') ?? label('window') ?? ''];
        this.#losses.set(`${name} ${what} ${reason}`, { name, what, reason, count, sortKey: `${name} ${what} ${reason}` });
      });
    }
    const some = this.#losses.size > 0;
    this.#table.hidden = !some;
    byId('no-losses').hidden = some;
    this.losses.show([...this.#losses.values()]);
  }
}
