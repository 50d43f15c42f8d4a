/** The lift that stands for all in the daily self-test: it is judged like any other, and no figure, list or series counts it. */
export const SELF_TEST_LIFT = 'liftwatch-self-test';
