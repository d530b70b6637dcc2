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

    Answer answer() {
        Optional<Assessment> assessment = newest.get();
        if (assessment.isEmpty()) {
            return json(
                    Answer.UNAVAILABLE,
                    new NotYet(AssessmentDocument.VERSION, "nothing is assessed yet; ask again in a second"));
        }
        return json(Answer.OK, AssessmentDocument.of(assessment.get()));
    }

    private static Answer json(int status, Record document) {
        return new Answer(status, "application/json", Json.of(document) + "\n");
    }

    /** The answer before the first assessment. */
    private record NotYet(int version, String error) {}
}
