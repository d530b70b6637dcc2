package dev.depwatch.fleet;

import dev.depwatch.status.AssessmentDocument;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Optional;

/** A running depwatch; reads its assessment by {@code GET /api/v1/assessment}. */
public record RunningDaemon(Server server) {
    /**
     * Its current answer; empty if nothing listens there.
     *
     * @throws IOException with a sentence for the user if something listens but does not answer with an assessment
     */
    public Optional<AssessmentDocument> askIfAny() throws IOException, InterruptedException {
        try {
            return Optional.of(server.ask(
                    "/api/v1/assessment",
                    AssessmentDocument.class,
                    document -> document.version() == AssessmentDocument.VERSION,
                    RunningDaemon::meaning));
        } catch (ConnectException nobody) {
            return Optional.empty();
        }
    }

    private static String meaning(int status) {
        return switch (status) {
            case 200 ->
                "the answer is no assessment of version " + AssessmentDocument.VERSION
                        + "; check that this is the address of a depwatch of the same version as this command";
            case 401, 403 -> "it requires a name and a password (--daemon-access), or rejects these";
            case 503 -> "it has just started or is overloaded: try again";
            default -> "check that this is the address of a depwatch";
        };
    }
}
