/**
 * Where a list with rows of one height is to be scrolled to, so that no row is cut at its top: the nearest edge of a row.
 */
export const alignedTop = (scrollTop: number, rowPx: number): number => Math.round(scrollTop / rowPx) * rowPx;
