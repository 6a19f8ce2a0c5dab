import { testClient } from '../test-client.js';
import { createAnthropicProviderClient } from './anthropic-provider-client.js';

testClient('ai with @ai-sdk/anthropic', createAnthropicProviderClient);
