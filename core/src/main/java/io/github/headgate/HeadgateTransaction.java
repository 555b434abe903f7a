package io.github.headgate;

/** A transaction under way. Its statements run one after the other on its connection. */
public interface HeadgateTransaction extends Statements {}
