package io.github.headgate.testkit;

import java.io.IOException;

/** What {@link SuddenDeathIT} runs: it starts a server, says where, and leaves it frozen. */
final class OtherJvm {

    private OtherJvm() {}

    public static void main(String[] arguments) throws IOException {
        PostgresServer server = PostgresServer.started();
        System.out.println("port " + server.port());
        System.out.println("directory " + server.query("show data_directory").get(0).get(0));
        server.freeze(Freeze.ALL);
        System.out.println("frozen");
        System.in.read(); // until the test has done with us, in one way or the other
    }
}
