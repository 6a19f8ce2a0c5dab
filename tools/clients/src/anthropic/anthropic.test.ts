import { testClient } from '../test-client.js';
import { createAnthropicClient } from './anthropic-client.js';

testClient('@anthropic-ai/sdk', createAnthropicClient);
