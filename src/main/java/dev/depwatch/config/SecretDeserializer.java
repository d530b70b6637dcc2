package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;
import java.util.Optional;

/** A secret from the file that its key names. */
final class SecretDeserializer extends ConfigDeserializer {
    private static final Secret STAND_IN = new Secret("");

    private final Binding binding;
    private final SecretFiles files;

    SecretDeserializer(Binding binding, SecretFiles files) {
        this.binding = binding;
        this.files = files;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            binding.unexpected(parser, path, expected());
            return STAND_IN;
        }
        String name = parser.getText();
        boolean isFilled = binding.problems().isFilled(path);
        try {
            SecretFiles.Found found = files.read(name);
            if (!found.warning().isEmpty()) {
                binding.problems().warn(path, found.warning());
            }
            return found.secret();
        } catch (IllegalArgumentException e) {
            String fault = isFilled && !files.exists(name) ? files.missing(name) : String.valueOf(e.getMessage());
            if (!binding.problems().maySecretBeMissing(path)) {
                binding.problems().broken(path, fault);
                return STAND_IN;
            }
            binding.problems().silence(path);
            binding.problems().warn(path, fault);
            return Secret.unusable(isFilled ? Optional.of(files.whereabouts(name)) : Optional.empty(), fault);
        }
    }

    @Override
    String expected() {
        return "the name of a file that holds the secret";
    }

    @Override
    Object standIn(DeserializationContext context) {
        return STAND_IN;
    }
}
