/** The names of a table. Apart from the table of settings, which screens that need no more than channels would load with it. */
export const namesIn = <T extends object>(table: T): (keyof T)[] => Object.keys(table) as (keyof T)[]; // of its own keys
