/** What a picture shows. */
import type { Template } from '../template.ts';

const guidelines = `Say what the picture mainly shows: what somebody would name first when asked. These classes are an example; write your own in the form.

### Person
One or more people, or a part of one, as the main thing.

### Animal
Alive or not, drawn or real.

### Plant
Trees, flowers, leaves, a lawn.

### Vehicle
Cars, bicycles, ships, aircraft.

### Building
Outside or inside.

### Food
Ready to eat or raw.

### Landscape
A view without a main thing.

### Other
None of these. Say in a comment what it is when you see it often.

### Quality
**Good** is sharp enough to see what it shows, **poor** is blurred, dark or cut, and with an **unusable** one you guess. Choose the class all the same if you can.
`;

export const imageClasses: Template = {
	id: 'image-classes',
	title: 'Image classes',
	about: 'One class a picture, and whether the picture can be used.',
	form: {
		fields: [{ name: 'image', type: 'image' }],
		questions: [
			{
				name: 'class',
				type: 'label',
				title: 'Class',
				field: 'image',
				required: true,
				options: [
					{ value: 'person', title: 'Person' },
					{ value: 'animal', title: 'Animal' },
					{ value: 'plant', title: 'Plant' },
					{ value: 'vehicle', title: 'Vehicle' },
					{ value: 'building', title: 'Building' },
					{ value: 'food', title: 'Food' },
					{ value: 'landscape', title: 'Landscape' },
					{ value: 'other', title: 'Other' }
				]
			},
			{
				name: 'quality',
				type: 'label',
				title: 'Quality',
				field: 'image',
				required: false,
				options: [
					{ value: 'good', title: 'Good', key: 'q' },
					{ value: 'poor', title: 'Poor', key: 'w' },
					{ value: 'unusable', title: 'Unusable', key: 'e' }
				]
			}
		]
	},
	guidelines,
	settings: {},
	example: { image: 'wren-on-a-wall.jpg' }
};
