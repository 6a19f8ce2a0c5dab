import { testClient } from '../test-client.js';
import { createOpenAiClient } from './openai-client.js';

testClient('openai', createOpenAiClient);
