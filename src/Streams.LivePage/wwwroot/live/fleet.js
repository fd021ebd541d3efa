// The fleets in a few numbers, and two charts each. No figure of one is mixed with another's: a mean of means is none of the workers.

import { byId, element, setText } from './dom.js';
import { Chart } from './chart.js';
import { FIGURES, fleetsOf, namesOf, pastOf, whole } from './fleets.js';
import { past } from './history.js';
import { number, percent } from './numbers.js';

export class Fleet {
  #pipelines = new Map();
  #groups = new Map();
  #section = byId('fleet');

  show(snapshot) {
    const pipelines = fleetsOf(snapshot);
    this.#section.hidden = pipelines.length === 0;
    for (const view of [...this.#pipelines.values(), ...this.#groups.values()]) view.wanted = false;
    for (const pipeline of pipelines) this.#showPipeline(pipeline, pipelines.length > 1, snapshot.time / 1000);
    for (const view of [...this.#pipelines.values(), ...this.#groups.values()]) view.root.hidden = !view.wanted;
  }

  /** Fills the charts with what was before. */
  async seed() {
    const before = await past(Object.keys(FIGURES));
    if (!before) return;
    for (const [key, points] of pastOf(before)) this.#groups.get(key)?.seed(points);
  }

  /** A gap in all charts: the daemon was not heard. */
  gap() {
    for (const group of this.#groups.values()) group.gap();
  }

  #showPipeline(pipeline, several, seconds) {
    const view = this.#view(this.#pipelines, pipeline.name, () => new Tiles(this.#section, 'h3'));
    const names = namesOf(pipeline.parts.map(p => p.labels));
    const apart = pipeline.parts.length > 1;
    view.title(several ? pipeline.name : '');
    view.list.hidden = !apart;
    view.tile('Workers', number(pipeline.workers));
    showCounts(view, whole(pipeline.parts));
    pipeline.parts.forEach((part, i) => {
      const group = this.#view(this.#groups, part.key, () => new Group(view.root));
      group.title(apart ? names[i] : '');
      // Workers are counted for the pipeline.
      group.tile('Workers', apart ? undefined : number(pipeline.workers));
      group.show(part, seconds);
    });
  }

  #view(views, key, make) {
    if (!views.has(key)) views.set(key, make());
    const view = views.get(key);
    view.wanted = true;
    return view;
  }
}

/** Numbers under a title. */
class Tiles {
  #tiles = new Map();

  constructor(parent, heading) {
    this.root = parent.appendChild(element('div', { class: 'group' }));
    this.heading = this.root.appendChild(element(heading));
    this.list = this.root.appendChild(element('dl', { class: 'tiles' }));
  }

  title(text) {
    setText(this.heading, text);
    this.heading.hidden = !text;
  }

  /** Sets a tile; null is no value, undefined is no tile. */
  tile(title, text, note = '') {
    let tile = this.#tiles.get(title);
    if (!tile) {
      tile = this.list.appendChild(element('div'));
      tile.appendChild(element('dt')).textContent = title;
      const value = tile.appendChild(element('dd'));
      tile.value = value.appendChild(element('span'));
      tile.note = value.appendChild(element('small'));
      this.#tiles.set(title, tile);
    }
    tile.hidden = text === undefined;
    setText(tile.value, text ?? '–');
    setText(tile.note, note);
  }
}

/** A fleet: its numbers, and the last quarter of an hour of its load and of its rates. */
class Group extends Tiles {
  #most = null;

  constructor(parent) {
    super(parent, 'h4');
    const charts = this.root.appendChild(element('div', { class: 'charts' }));
    this.load = new Chart(charts, 'Load', 'KV blocks', [
      { name: 'mean', color: '--accent', text: ([mean]) => number(mean) },
      { name: 'within one deviation', color: '--band', area: true, text: ([, high, low]) => high === null ? '–' : `${number(low)} to ${number(high)}` },
    ], { band: true, className: 'load-chart' });
    this.rate = new Chart(charts, 'Of the last minute', '%', [
      { name: 'hit rate', color: '--accent', text: ([hit]) => percent(hit) },
      { name: 'reuse', color: '--second', text: ([, reuse]) => percent(reuse) },
    ], { range: [0, 100], className: 'rate-chart' });
  }

  show(part, seconds) {
    const { load, deviation, hit, hitNow, reuse, reuseNow } = part;
    this.tile('Hit rate, last minute', percent(hitNow), hit === null ? '' : `${percent(hit)} in all`);
    this.tile('Reuse, last minute', percent(reuseNow), reuse === null ? '' : `${percent(reuse)} in all`);
    const spread = load === null ? null : `${number(load)} ± ${number(deviation)}`;
    this.tile('Load ± deviation', spread, part.loadPercent === null ? '' : `${percent(part.loadPercent)} of capacity`);
    showCounts(this, part);
    // No worker has more than the largest of them holds, where all say what that is.
    this.#most = part.blocks.of > 0 && part.blocksTotal.of >= part.blocks.of ? part.blocksTotal.most : null;
    this.load.push(seconds, this.#band(load, deviation));
    this.rate.push(seconds, [hitNow, reuseNow]);
  }

  seed(points) {
    this.load.seed(points.map(([seconds, { load, deviation }]) => [seconds, this.#band(load ?? null, deviation ?? null)]));
    this.rate.seed(points.map(([seconds, { hitNow, reuseNow }]) => [seconds, [hitNow ?? null, reuseNow ?? null]]));
  }

  gap() {
    this.load.gap();
    this.rate.gap();
  }

  /** The mean, and one deviation above and below as far as a worker can be there. */
  #band(load, deviation) {
    return load === null || deviation === null ? [load, null, null] : [load, Math.min(load + deviation, this.#most ?? Infinity), Math.max(0, load - deviation)];
  }
}

function showCounts(tiles, part) {
  tiles.tile('Slots', share(part.active, part.total));
  tiles.tile('Blocks', share(part.blocks, part.blocksTotal));
  tiles.tile('Waiting', sum(part.waiting));
}

const sum = count => count.of ? number(count.sum) : null;

/** A sum, of what it can be where every worker says that. */
const share = (part, all) => part.of && all.of === part.of ? `${number(part.sum)} / ${number(all.sum)}` : sum(part);
