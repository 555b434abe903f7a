package io.github.headgate.demo.page;

/** Tells a failure in one line. */
final class Failure {

    private Failure() {}

    static String line(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null ? name : name + ": " + message;
    }
}
