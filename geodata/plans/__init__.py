"""Plans: their indicators, figures and projects as a study's tables give them."""
