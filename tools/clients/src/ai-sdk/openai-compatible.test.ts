import { testClient } from '../test-client.js';
import { createOpenAiCompatibleClient } from './openai-compatible-client.js';

testClient('ai with @ai-sdk/openai-compatible', createOpenAiCompatibleClient);
