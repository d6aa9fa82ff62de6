/** Names the person whose session a request is meant for: it is refused under anybody else's. */
export const PERSON_HEADER = 'assent-person';
