package dev.depwatch.status;

import dev.depwatch.assess.Assessment;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /api/v1/assessment}: the newest assessment as an {@link AssessmentDocument}. */
final class AssessmentPage {
    private final Supplier<Optional<Assessment>> newest;

    AssessmentPage(Supplier<Optional<Assessment>> newest) {
        this.newest = newest;
    }

    Response answer() {
        Optional<Assessment> assessment = newest.get();
        if (assessment.isEmpty()) {
            return json(
                    Response.UNAVAILABLE,
                    new NotYet(AssessmentDocument.VERSION, "nothing is assessed yet; ask again in a second"));
        }
        return json(Response.OK, AssessmentDocument.of(assessment.get()));
    }

    private static Response json(int status, Record document) {
        return new Response(status, "application/json", Json.bytes(document));
    }

    /** The answer before the first assessment. */
    private record NotYet(int version, String error) {}
}
