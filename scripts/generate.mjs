// npm run generate: what is made from the schemas and committed: TypeScript types, and the README's reference.
import { writeReference } from './build/reference.mjs';
import { generateTypes } from './build/schemas.mjs';

await generateTypes({ check: false });
await writeReference({ check: false });
