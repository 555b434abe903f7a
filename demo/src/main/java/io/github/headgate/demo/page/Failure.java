package io.github.headgate.demo.page;

/** Tells a failure in one line. */
final class Failure {

    private Failure() {}

    /** With its kind, for it is what a caller was told. */
    static String line(Throwable failure) {
        String name = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
    }

    /** What it says alone. */
    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
