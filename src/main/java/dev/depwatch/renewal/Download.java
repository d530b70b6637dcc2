package dev.depwatch.renewal;

import java.time.Instant;
import java.util.Optional;

/** An enrolment token that somebody downloaded, by the name and hash of its file; the file may be gone. */
record Download(String name, String sha256) {
    static Download of(TokenFile file) {
        return new Download(file.name(), file.sha256());
    }

    /** When the name claims that it was downloaded. */
    Optional<Instant> at() {
        return TokenFile.downloadedAt(name);
    }

    /** Whether the two are two downloads of servers with one name. */
    boolean isOfSameServer(Download other) {
        return !other.sha256.equals(sha256)
                && at().isPresent()
                && other.at().isPresent()
                && TokenFile.serverName(other.name).equals(TokenFile.serverName(name));
    }

    /** Whether Apple ended this one when the other one was downloaded. */
    boolean isEndedBy(Download other) {
        return other.at().orElseThrow().isAfter(at().orElseThrow());
    }
}
