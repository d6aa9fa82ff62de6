/** Very many numbers in little memory: columns that grow, and a map from the 53 bits of a hash to a small number. */

export { long, tiny, whole, type Column } from '#lib/stats/column.ts';
export { numberMap, small, type NumberMap } from '#lib/stats/number-map.ts';
