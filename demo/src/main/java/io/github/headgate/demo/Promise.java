package io.github.headgate.demo;

/**
 * Something that Headgate promises, held against what it did.
 *
 * @param text the promise
 * @param fact what was seen, with its numbers
 */
record Promise(String text, boolean kept, String fact) {}
