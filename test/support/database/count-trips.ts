import type { Database } from "@/server/store/_postgres/db";

export type TripCounts = { statements: number; trips: number };

/** Counts the statements of transactions, and how often one is sent after all earlier ones were answered. */
export function countTrips(database: Database, counts: TripCounts): Database {
  return {
    ...database,
    transaction: (work, account) =>
      database.transaction((db) => {
        let unanswered = 0;
        const count = async <R>(send: () => Promise<R>): Promise<R> => {
          counts.statements += 1;
          if (unanswered++ === 0) counts.trips += 1;
          try {
            return await send();
          } finally {
            unanswered -= 1;
          }
        };
        return work({
          query: (sql, values) => count(() => db.query(sql, values)),
          raw: (text, values) => count(() => db.raw(text, values)),
        });
      }, account),
  };
}
