/** The categories that exist without being written down: what counts in each, and how much. */
export const builtInCategories = {
  extended_reasoning: { weights: { capability: 3, price: 0.5, speed: 0.5 } },
  fast_response: { weights: { capability: 0.5, price: 1, speed: 3 } },
  balanced: { weights: { capability: 1, price: 1, speed: 1 } },
};
