"""What a thing is called in German and in English: tables of names, and how a question finds its names in them."""
