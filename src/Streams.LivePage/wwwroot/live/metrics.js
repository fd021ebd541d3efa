// Metrics by whatever names they have: those of pipelines of one's own, and those of a fleet that nothing else on the page shows.

import { byId, element, setText } from './dom.js';
import { MetricView } from './metric.js';
import { number } from './numbers.js';

const SHOWN_ELSEWHERE = /^llm_(requests_(active|total)_slots|requests_waiting|kv_blocks_|load_(avg|std|percent|fleet_percent)|kv_(hit_rate|reuse)(_fleet(_window)?)?_percent$)/;
const OF_FLEET = /^llm_(load_avg|kv_blocks_active|requests_active_slots)$/;
const PART = /_(bucket|sum|count)$/;

export class Metrics {
  #views = new Map();
  #sections = new Map();

  show(snapshot) {
    const fleets = new Set(snapshot.tables.filter(table => table.columns.some(c => OF_FLEET.test(c.name))).map(table => table.pipeline));
    const workers = new Map();
    snapshot.each('streams_workers', (label, value) => workers.set(label('pipeline'), value));
    for (const section of this.#sections.values()) section.keys.clear();
    for (const metric of metricsOf(snapshot)) {
      const isOfFleet = fleets.has(metric.pipeline);
      if (isOfFleet && SHOWN_ELSEWHERE.test(metric.name)) continue;
      const section = isOfFleet ? this.#others() : this.#own(metric.pipeline);
      metric.keys.forEach(key => section.keys.add(key));
      this.#view(metric, section, isOfFleet, fleets.size > 1).show(metric, snapshot.time / 1000);
    }
    byId('others').hidden = !this.#sections.has('');
    for (const [pipeline, section] of this.#sections) {
      // The first key is what the pipeline counts, by whatever name.
      const [key] = section.keys;
      const count = workers.get(pipeline);
      if (section.count) setText(section.count, key && count !== undefined ? `${key}: ${number(count)}` : '');
    }
  }

  /** Asks anew for what was before. */
  async seed() {
    await Promise.all([...this.#views.values()].map(view => view.seed()));
  }

  #view(metric, section, isOfFleet, several) {
    const key = `${metric.pipeline}\0${metric.constants}\0${metric.name}`;
    if (!this.#views.has(key)) {
      const note = [isOfFleet && several ? metric.pipeline : '', metric.constants].filter(Boolean).join(', ');
      this.#views.set(key, new MetricView(section.root, metric, note, !isOfFleet));
    }
    return this.#views.get(key);
  }

  #others() {
    if (!this.#sections.has('')) this.#sections.set('', { root: byId('others'), keys: new Set() });
    return this.#sections.get('');
  }

  #own(pipeline) {
    if (!this.#sections.has(pipeline)) {
      const id = `own-${this.#sections.size}`;
      const root = byId('own').appendChild(element('section', { class: 'own', 'aria-labelledby': id }));
      const title = root.appendChild(element('h2', { id }));
      title.textContent = pipeline;
      const count = root.appendChild(element('p', { class: 'count' }));
      this.#sections.set(pipeline, { root, count, keys: new Set() });
    }
    return this.#sections.get(pipeline);
  }
}

/** The metrics of a snapshot in their order, the parts of a histogram together: { pipeline, constants, name, help, type, keys, parts: [{ table, at, part }] }. */
function metricsOf(snapshot) {
  const metrics = new Map();
  for (const table of snapshot.tables) {
    if (!table.pipeline) continue;
    const constants = Object.entries(table.constants).map(([label, value]) => `${label} ${value}`).join(', ');
    table.columns.forEach((column, i) => {
      if (column.name.startsWith('streams_')) return;
      const part = column.type === 'histogram' ? PART.exec(column.name)?.[1] ?? '' : '';
      const name = part ? column.name.slice(0, -part.length - 1) : column.name;
      const key = `${table.pipeline}\0${constants}\0${name}`;
      if (!metrics.has(key)) metrics.set(key, { pipeline: table.pipeline, constants, name, help: column.help, type: column.type, keys: [], parts: [] });
      const metric = metrics.get(key);
      metric.parts.push({ table, at: table.labels.length + i, part });
      for (const label of table.labels) if (label !== 'le' && label !== 'window' && !metric.keys.includes(label)) metric.keys.push(label);
    });
  }
  return [...metrics.values()];
}
