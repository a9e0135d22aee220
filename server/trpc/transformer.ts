import superjson from "superjson";

/**
 * Superjson, as the browser's links have it. What we answer is JSON already (DTOs have no dates, sets or undefined fields), so
 * it goes into superjson's envelope as it is: superjson itself refuses to write keys like `constructor`, and an
 * integrator's attribute of that name would break every list that the contact is in.
 */
export const transformer = {
  input: superjson,
  output: {
    serialize: (answer: unknown) => (answer === undefined ? superjson.serialize(answer) : { json: answer }),
    deserialize: superjson.deserialize,
  },
};
