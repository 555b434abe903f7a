package io.github.headgate;

/**
 * The failures that this client adds to the driver's own. Each extends the class of R2DBC that tells how to treat it, so
 * that whatever translates R2DBC's exceptions, as Spring does, treats it rightly. No message holds a password or a bound
 * value.
 */
public sealed interface HeadgateException
        permits ClientClosedException, DeadlineExceededException, NotReadyException, OpeningFailedException,
        OutcomeUnknownException, TooManyWaitersException {

    /** What the server can have done. */
    Verdict verdict();
}
