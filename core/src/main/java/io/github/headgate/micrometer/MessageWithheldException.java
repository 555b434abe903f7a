package io.github.headgate.micrometer;

/**
 * Stands for a failure whose message may quote a value: it has the SQLSTATE, if there was one, and the class of that for
 * its message, and neither a stack trace nor a cause.
 */
final class MessageWithheldException extends Exception {

    private static final long serialVersionUID = 1L;

    private MessageWithheldException(String kind) {
        super(kind, null, false, false);
    }

    static MessageWithheldException of(Throwable failure) {
        return new MessageWithheldException(Names.kind(failure));
    }
}
