/** Names, dates and amounts in a text. */
import type { Template } from '../template.ts';

const guidelines = `Mark every name and every date or amount, each with its label. Mark the whole of it and nothing else: no comma, no article, no blank.

### Person
First and last name together, without title: mark *Lindgren* in *Dr Lindgren*.

### Organisation
Firms, authorities, teams, parties, bands.

### Place
Countries, cities, streets, rivers, buildings with a name. When a city stands for its team or its government, it is an organisation.

### Date
Days, times and spans of time, also *yesterday* and *next spring*. A day and a date that stand together are one span.

### Amount
A number with its currency or unit. *3 chairs* is none, *3 kg* is one.

### Product
Things with a name that can be bought or used: models, works, programs.

### What often goes wrong
- Names inside names are marked too: *University of Lund* is an organisation, *Lund* in it a place. Spans may overlap.
- The same name twice is two spans.
- A text without any of these is finished as it is: press Enter.
`;

export const entities: Template = {
	id: 'entities',
	title: 'Entities',
	about: 'Mark names, dates and amounts in a text; spans may overlap.',
	form: {
		fields: [{ name: 'text', type: 'text' }],
		questions: [
			{
				name: 'entities',
				type: 'spans',
				title: 'Entities',
				field: 'text',
				required: false,
				options: [
					{ value: 'person', title: 'Person' },
					{ value: 'organisation', title: 'Organisation' },
					{ value: 'place', title: 'Place' },
					{ value: 'date', title: 'Date' },
					{ value: 'amount', title: 'Amount' },
					{ value: 'product', title: 'Product' }
				]
			}
		]
	},
	guidelines,
	settings: {},
	example: { text: 'The ferry to Visby leaves on Tuesday the 4th at 11:40 and costs 38 euros.' }
};
