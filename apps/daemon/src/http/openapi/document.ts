import { paths } from './paths.js';
import { schemas } from './schemas.js';

/** The OpenAPI 3.1 description of the daemon. It documents; nothing is validated or serialised by it. */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'reg',
      version,
      description:
        'An OpenAI- and Anthropic-compatible gateway that chooses the model, keeps the call alive and explains why.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'One of REG_API_KEYS, when any are set.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  } as const;
}
