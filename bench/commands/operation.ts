/** One request of a measured operation, to the product and to the baseline. */
export type OperationRequest = {
  method: "GET" | "POST";
  path: string;
  body?: object;
  /** The parameters of the baseline's statement. */
  values: readonly (number | string)[];
};

/** Who sends it: an integrator, a backend of WuKongIM's clients, or a screen by a procedure or a server action. */
export type Door = "api" | "wukongim" | "procedure" | "action";

export type Operation = {
  door: Door;
  /** Null: there is no baseline. */
  statement: string | null;
  /** The messages that one request writes. */
  messages: number;
  /** Of the server action that it calls. */
  action?: string;
  /** Other than `CONNECTIONS`. */
  connections?: number;
  /** The n-th request, over so many messages. */
  request(n: number, of: number): OperationRequest;
};
