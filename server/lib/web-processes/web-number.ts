const FLAG = "--web=";

/** The argument by which a program is a web process of another one, and its number. */
export const webArgument = (number: number): string => `${FLAG}${number}`;

const given = process.argv.find((argument) => argument.startsWith(FLAG));

/** The number of this web process, from 1; null: it is no part of another process. */
export const webNumber: number | null = given === undefined ? null : Number(given.slice(FLAG.length));
