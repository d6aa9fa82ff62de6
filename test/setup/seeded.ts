/** Random numbers that are the same each time. */
export { seeded } from '../../src/lib/stats/seeded.ts';
