package dev.depwatch.fleet;

import dev.depwatch.http.Http;
import dev.depwatch.http.HttpException;
import dev.depwatch.status.AssessmentDocument;
import java.util.Optional;

/** A running depwatch; reads its assessment by {@code GET /api/v1/assessment}. */
public record RunningDaemon(Server server) {
    /**
     * Its current answer; empty if nothing listens there.
     *
     * @throws NotAnsweredException if something listens but does not answer with an assessment
     */
    public Optional<AssessmentDocument> askIfAny() throws NotAnsweredException, InterruptedException {
        try {
            return Optional.of(answer(server.get("/api/v1/assessment")));
        } catch (HttpException e) {
            if (e.reason() == HttpException.Reason.UNREACHABLE) {
                return Optional.empty();
            }
            throw new NotAnsweredException(e.getMessage());
        }
    }

    private AssessmentDocument answer(Http.Response response) throws NotAnsweredException {
        switch (response.status()) {
            case 200 -> {}
            case 401, 403 ->
                throw server.answered(
                        response,
                        "it requires a name and a password (webConfigFile), or rejects these: see --daemon-access");
            case 503 -> throw server.answered(response, "it has just started or is overloaded: try again");
            default -> throw server.answered(response, "check that this is the address of a depwatch");
        }
        return Server.read(response, AssessmentDocument.class)
                .filter(document -> document.version() == AssessmentDocument.VERSION)
                .orElseThrow(() -> server.answered(
                        response,
                        "the answer is no assessment of version " + AssessmentDocument.VERSION
                                + "; check that this is the address of a depwatch of the same version as this"
                                + " command"));
    }
}
