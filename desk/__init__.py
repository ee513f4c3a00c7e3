"""The rules of a help desk and the values they speak of: pure, without input, output, clock or chance."""
