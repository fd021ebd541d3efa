// Live figures in the diagrams: what each source hears a second, and how many series each metric has.

import { byId, setText } from './dom.js';
import { number } from './numbers.js';
import { Snapshot } from './snapshot.js';
import { downIn } from './sources.js';
import { listen } from './stream.js';

const places = [...document.querySelectorAll('[data-source], [data-metric]')];
const clock = time => new Date(time).toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');
let before = null;

function show(text) {
  const snapshot = new Snapshot(JSON.parse(text));
  const counts = new Map();
  snapshot.each('streams_events_accepted_total', (label, count) => counts.set(`${label('pipeline')}\0${label('source')}`, count));
  const seconds = before ? (snapshot.time - before.time) / 1000 : 0;
  for (const place of places) {
    const { pipeline, source, metric } = place.dataset;
    if (source !== undefined) {
      const key = `${pipeline}\0${source}`;
      if (seconds > 0 && before.counts.has(key)) setText(place, `${number(Math.round((counts.get(key) - before.counts.get(key)) / seconds))} events/s`);
    } else {
      setText(place, seriesOf(snapshot, pipeline, metric));
    }
  }
  before = { time: snapshot.time, counts };
  setText(byId('clock'), clock(snapshot.time));
  tell(true, downIn(snapshot));
}

/** A metric's one value, or how many series it has. */
function seriesOf(snapshot, pipeline, metric) {
  const values = [];
  for (const name of [metric, `${metric}_count`]) {
    for (const { table, column } of snapshot.find(name)) {
      if (table.pipeline === pipeline) for (const row of table.rows) if (row[column] !== null) values.push(row[column]);
    }
  }
  return values.length === 0 ? 'no value' : values.length === 1 ? number(values[0]) : `${number(values.length)} series`;
}

function tell(heard, down) {
  setText(byId('status'), !heard ? 'connection lost, trying again' : down.length ? `down: ${down.join(', ')}` : 'live');
  document.body.classList.toggle('stale', !heard);
  document.body.classList.toggle('deaf', heard && down.length > 0);
}

listen('/events', show, () => tell(false, []));
