"""Public IP services: registers of nodes, demand, travel and answers, as a study gives them."""
