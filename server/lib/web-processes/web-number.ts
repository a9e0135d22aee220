const FLAG = "--web=";

/** The argument by which a program is a web process of another one, and its number. */
export const webArgument = (number: number): string => `${FLAG}${number}`;

const argument = process.argv.find((one) => one.startsWith(FLAG));

/** The number of this web process, from 1; null: it is no part of another process. */
export const webNumber: number | null = argument === undefined ? null : Number(argument.slice(FLAG.length));
