/** The columns of `receiptLines`, each as in `message_receipt`, and when it was rolled up. */
export const LINE_COLUMNS =
  "id, attempt, signal, result, reason, source_id, error, actor, at, received_at, is_named, rolled_up_at";

const instant = (ms: string) => `to_timestamp(${ms} / 1000.0)::timestamptz(3)`;

/**
 * The table of all receipts of one message: those in full, and the lines of those that were rolled up, which count as the
 * receipts did. `account` and `message` are SQL expressions. Indexes: message_receipt_message, receipt_summary_pkey.
 */
export const receiptLines = (account: string, message: string): string => `(
  select id, attempt, signal, result, reason, source_id, error, actor, at, received_at, is_named,
         null::timestamptz as rolled_up_at
    from message_receipt where account_id = ${account} and message_id = ${message}
  union all
  select l.i, l.n, l.s, coalesce(l.r, 'applied'), l.w, y.source_ids[l.k], l.e, y.actors[l.b], ${instant("l.t")},
         ${instant("coalesce(l.v, l.t)")}, coalesce(l.x, false), y.rolled_up_at
    from receipt_summary y
   cross join lateral jsonb_to_recordset(y.lines)
      as l (i bigint, n int, s text, r text, w text, e text, x boolean, t bigint, v bigint, b int, k int)
   where y.account_id = ${account} and y.message_id = ${message})`;
