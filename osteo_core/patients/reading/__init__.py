"""What a person wrote, read: numbers, yes/no answers, categories, JSON.

Fields, files of JSON and tables read by these rules and no others.
"""
