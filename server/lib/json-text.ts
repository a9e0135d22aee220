/** A `T` as JSON that somebody else has written: an edge copies the text, everybody else parses it. */
export class JsonText<T> {
  readonly text: string;
  /** Of the type only. */
  readonly of?: T;

  constructor(text: string) {
    this.text = text;
  }

  /** The writer guarantees the type, as with `db.query<R>`. */
  parse(): T {
    return JSON.parse(this.text) as T;
  }
}
