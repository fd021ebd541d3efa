// One event of /events: tables of series, and how to look things up in them.

/** A table: all series with the same label names; a row holds the label values, then the values of the columns. */
class Table {
  constructor({ labels, columns, rows }) {
    this.labels = labels;
    this.columns = columns;
    this.rows = rows;
    this.constant = Math.max(0, ...columns.map(c => c.constant));
  }

  column(name) {
    const index = this.columns.findIndex(c => c.name === name);
    return index < 0 ? -1 : this.labels.length + index;
  }

  label(name) {
    return this.labels.indexOf(name);
  }
}

export class Snapshot {
  constructor(text) {
    const { time, tables } = JSON.parse(text);
    this.time = Date.parse(time);
    this.tables = tables.map(t => new Table(t));
  }

  /** The table that has a column of this name, and where it stands in a row. */
  find(name) {
    for (const table of this.tables) {
      const column = table.column(name);
      if (column >= 0) return { table, column };
    }
    return null;
  }

  has(name) {
    return this.find(name) !== null;
  }

  /** The present values of a family. */
  values(name) {
    const found = this.find(name);
    return found ? found.table.rows.map(r => r[found.column]).filter(v => v !== null) : [];
  }

  /** The sum of a family, null where it is absent. */
  sum(name) {
    const values = this.values(name);
    return values.length ? values.reduce((a, b) => a + b) : null;
  }

  /** Calls back with a family's rows that have a value: look up labels by name, and the value. */
  each(name, callback) {
    const found = this.find(name);
    if (!found) return;
    for (const row of found.table.rows) {
      if (row[found.column] !== null) callback(label => row[found.table.label(label)], row[found.column]);
    }
  }
}
