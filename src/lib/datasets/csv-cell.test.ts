import { expect, it } from 'vitest';
import { csvLine } from './csv-cell.ts';

it('quotes what the standard asks for, and what a spreadsheet would run', () => {
	expect(csvLine([1, 'plain', 'a "b", c', 'two\nlines'])).toBe('1,plain,"a ""b"", c","two\nlines"\r\n');
	expect(csvLine(['=1+1', '+1', '-1', '@x', '=a,"b"'])).toBe(`'=1+1,'+1,'-1,'@x,"'=a,""b"""\r\n`);
});
