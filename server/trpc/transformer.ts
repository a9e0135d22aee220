import superjson from "superjson";

/**
 * Superjson, as in the browser's links. The output is plain JSON (DTOs have no dates, sets or undefined fields), so
 * it is put into superjson's envelope unchanged: superjson itself refuses to write keys like `constructor`, and an
 * integrator's attribute of that name would break every list that the contact is in.
 */
export const transformer = {
  input: superjson,
  output: {
    serialize: (answer: unknown) => (answer === undefined ? superjson.serialize(answer) : { json: answer }),
    deserialize: superjson.deserialize,
  },
};
