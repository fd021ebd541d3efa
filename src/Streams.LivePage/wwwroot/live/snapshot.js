// One event of /events: tables of series, and how to look things up in them.

/** A table: all series with the same constant labels and names of others; a row holds the values of those, then the values of the columns. */
class Table {
  constructor({ constants, labels, columns, rows }) {
    this.constants = constants;
    this.labels = labels;
    this.columns = columns;
    this.rows = rows;
  }

  column(name) {
    const index = this.columns.findIndex(c => c.name === name);
    return index < 0 ? -1 : this.labels.length + index;
  }

  label(row, name) {
    const index = this.labels.indexOf(name);
    return index < 0 ? this.constants[name] : row[index];
  }
}

export class Snapshot {
  constructor(text) {
    const { time, tables } = JSON.parse(text);
    this.time = Date.parse(time);
    this.tables = tables.map(t => new Table(t));
  }

  /** The tables that have a column of this name, each with where it stands in a row. */
  find(name) {
    return this.tables.map(table => ({ table, column: table.column(name) })).filter(found => found.column >= 0);
  }

  has(name) {
    return this.find(name).length > 0;
  }

  /** The present values of a family. */
  values(name) {
    return this.find(name).flatMap(({ table, column }) => table.rows.map(r => r[column])).filter(v => v !== null);
  }

  /** The sum of a family, null where it is absent. */
  sum(name) {
    const values = this.values(name);
    return values.length ? values.reduce((a, b) => a + b) : null;
  }

  /** Calls back with a family's rows that have a value: look up labels by name, and the value. */
  each(name, callback) {
    for (const { table, column } of this.find(name)) {
      for (const row of table.rows) {
        if (row[column] !== null) callback(label => table.label(row, label), row[column]);
      }
    }
  }
}
